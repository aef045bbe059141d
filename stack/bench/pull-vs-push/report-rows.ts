import type { Row } from '../benchmark.ts';
import { rounded } from '../statistics.ts';
import type { CaseRun } from './run-case.ts';
import { isLate } from './slots.ts';
import type { RunSummary } from './summarize.ts';

export function runRow(run: RunSummary): Row {
  return {
    case: run.case,
    system: run.system,
    seconds: run.seconds,
    slots_possible: run.expected,
    slots_stored: run.stored,
    slots_lost: run.lost,
    slots_late: run.late,
    gaps: run.gaps,
    longest_gap_seconds: run.longestGapSeconds,
    age_median_seconds: rounded(run.ageSeconds.median, 2),
    age_highest_seconds: rounded(run.ageSeconds.highest, 2),
    memory_median_bytes: Math.round(run.memoryBytes.median),
    memory_highest_bytes: run.memoryBytes.highest,
    cpu_seconds: rounded(run.cpuSeconds, 3),
    service_cpu_seconds: rounded(run.serviceCpuSeconds, 3),
    network_bytes: run.wireBytes,
    written_bytes: run.writtenBytes,
    sensor_median_ms: run.answerMillis === null ? null : rounded(run.answerMillis.median, 2),
    sensor_slowest_ms: run.answerMillis === null ? null : rounded(run.answerMillis.highest, 2),
    sensor_unanswered: run.answersFailed,
    timestamp_in_slot_seconds: run.phaseSeconds,
  };
}

export function componentRows(run: RunSummary): Row[] {
  return run.components.map((one) => ({
    case: run.case,
    system: run.system,
    component: one.component,
    anonymous_median_bytes: Math.round(one.anonymousBytes),
    active_file_median_bytes: Math.round(one.activeFileBytes),
    file_median_bytes: Math.round(one.fileBytes),
    cpu_seconds: rounded(one.cpuSeconds, 3),
    written_bytes: one.writtenBytes,
    major_faults: one.majorFaults,
    oom_kills: one.oomKills,
  }));
}

export function slotRows({ of, plan, slots, startMillis }: CaseRun): Row[] {
  return slots.map((slot) => ({
    case: of.name,
    system: plan.name,
    slot_seconds: (slot.startMillis - startMillis) / 1000,
    seen_seconds: slot.seenMillis === undefined ? null : rounded((slot.seenMillis - startMillis) / 1000, 1),
    state: slot.seenMillis === undefined ? 'lost' : isLate(slot) ? 'late' : 'stored',
  }));
}

export function memoryRows({ of, plan, use }: CaseRun): Row[] {
  return use.map((sample) => ({
    case: of.name,
    system: plan.name,
    component: sample.component,
    seconds: rounded(sample.seconds, 1),
    anonymous_bytes: sample.anonymousBytes,
    active_file_bytes: sample.activeFileBytes,
    file_bytes: sample.fileBytes,
    cpu_seconds: rounded(sample.cpuSeconds, 3),
    written_bytes: sample.writtenBytes,
  }));
}

export function eventRows({ of, plan, events, isCold }: CaseRun): Row[] {
  const start = {
    seconds: 0,
    what: isCold ? 'measured from here, started from a cold cache' : 'measured from here, started warm',
  };
  return [start, ...events].map(({ seconds, what }) => ({
    case: of.name,
    system: plan.name,
    seconds: rounded(seconds, 2),
    what,
  }));
}

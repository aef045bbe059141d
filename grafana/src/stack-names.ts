import { storedNames } from '../../stack/stored-names.ts';

/**
 * Names, as stored, of what is not the sensor's: what collector and VictoriaMetrics tell of themselves, and what the collector measures on the machine. Which
 * there are is decided by otel-collector/config.yaml and victoriametrics/relabel.yaml; a test looks for each in a store that the real ones have filled.
 */
export const collector = {
  uptime: 'otelcol_process_uptime_seconds_total',
  cpu: 'otelcol_process_cpu_seconds_total',
  resident: 'otelcol_process_memory_rss_bytes',
  runtime: 'otelcol_process_runtime_total_sys_memory_bytes',
  heap: 'otelcol_process_runtime_heap_alloc_bytes',
  queueSize: storedNames.collectorQueueSize,
  queueCapacity: 'otelcol_exporter_queue_capacity',
  inFlight: 'otelcol_exporter_in_flight_requests',
  accepted: 'otelcol_receiver_accepted_metric_points_total',
  refused: 'otelcol_receiver_refused_metric_points_total',
  failed: 'otelcol_receiver_failed_metric_points_total',
  limiterRefused: 'otelcol_processor_memory_limiter_refused_metric_points_total',
  notQueued: 'otelcol_exporter_enqueue_failed_metric_points_total',
  sent: 'otelcol_exporter_sent_metric_points_total',
  dropped: 'otelcol_exporter_send_failed_metric_points_total',
  scrapeErrors: 'otelcol_scraper_errored_metric_points_total',
} as const;

export const store = {
  startTime: 'process_start_time_seconds',
  cpu: 'process_cpu_seconds_total',
  anonymous: 'process_resident_memory_anon_bytes',
  resident: 'process_resident_memory_bytes',
  faults: 'process_major_pagefaults_total',
  written: 'process_io_storage_written_bytes_total',
  rowsAdded: 'vm_rows_added_to_storage_total',
  rowsIgnored: 'vm_rows_ignored_total',
  activeSeries: 'vm_cache_entries',
  newSeries: 'vm_new_timeseries_created_total',
  slowInserts: 'vm_slow_row_inserts_total',
  slowQueries: 'vm_slow_queries_total',
  requests: 'vm_http_requests_total',
  requestErrors: 'vm_http_request_errors_total',
  insertLimitReached: 'vm_concurrent_insert_limit_reached_total',
  insertLimitTimeout: 'vm_concurrent_insert_limit_timeout_total',
  selectLimitReached: 'vm_concurrent_select_limit_reached_total',
  selectLimitTimeout: 'vm_concurrent_select_limit_timeout_total',
  dataSize: 'vm_data_size_bytes',
  freeDisk: 'vm_free_disk_space_bytes',
  freeDiskLimit: 'vm_free_disk_space_limit_bytes',
  isReadOnly: 'vm_storage_is_read_only',
} as const;

export const host = {
  load: 'system_cpu_load_average_1m',
  cores: 'system_cpu_logical_count',
  cpu: 'system_cpu_time_seconds_total',
  memoryAvailable: 'system_linux_memory_available_bytes',
  diskIo: 'system_disk_io_bytes_total',
  diskBusy: 'system_disk_io_time_seconds_total',
  fileSystem: 'system_filesystem_usage_bytes',
  networkErrors: 'system_network_errors_total',
  networkDropped: 'system_network_dropped_total',
  processFaults: 'process_paging_faults_total',
  processIo: 'process_disk_io_bytes_total',
} as const;

/** The host's process metrics that are the collector's own. */
export const collectorProcess = 'process_executable_name=~"otelcol.*"';

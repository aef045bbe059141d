import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { sentence } from '../in-words.ts';
import { isOlder } from '../version.ts';

const leastDocker = [20, 10] as const;
const leastCompose = [2, 26] as const;

export function checkDocker(facts: Facts): readonly Finding[] {
  return [...reachable(facts), ...engineVersion(facts), ...composeVersion(facts), ...architecture(facts)];
}

function reachable({ mode, engine }: Facts): readonly Finding[] {
  if (mode !== 'compose' || engine === undefined || engine.isKnown) return [];
  const action =
    'Start it: sudo systemctl start docker. Not allowed: sudo, or sudo usermod -aG docker $USER and log in again.';
  return [{ name: 'docker-unreachable', severity: 'error', seen: sentence(engine.why), action }];
}

function engineVersion({ engine }: Facts): readonly Finding[] {
  const { version = '' } = valueFrom(engine) ?? {};
  if (isOlder(version, leastDocker) !== true) return [];
  const seen = `Docker is ${version}; the compose files need ${leastDocker.join('.')}.`;
  return [
    {
      name: 'docker-too-old',
      severity: 'error',
      seen,
      action: 'Install docker.io of Debian 12 or newer, or Docker as docs.docker.com/engine/install tells.',
    },
  ];
}

function composeVersion({ composeVersion: fact }: Facts): readonly Finding[] {
  const version = valueFrom(fact);
  if (version === undefined || isOlder(version, leastCompose) === false) return [];
  const seen =
    version === ''
      ? 'There is no Compose 2: `docker compose` does not work.'
      : `Compose is ${version}; the compose files need ${leastCompose.join('.')}.`;
  return [
    {
      name: 'compose-too-old',
      severity: 'error',
      seen,
      action:
        "Install the plugin: apt-get install docker-compose-plugin from Docker's packages; on Debian 12 without them, .ci/docker shows a way.",
    },
  ];
}

function architecture({ engine, images }: Facts): readonly Finding[] {
  const { arch = '' } = valueFrom(engine) ?? {};
  return (valueFrom(images) ?? [])
    .filter((image) => arch !== '' && image.arch !== '' && image.arch !== arch)
    .map((image) => ({
      name: 'image-architecture',
      severity: 'error',
      subject: image.service,
      seen: `Its image is for ${image.arch}, this machine is ${arch}: it does not start (exec format error), or it is emulated, which no limit here has room for.`,
      action: `Build and carry over the images of this machine: npm run images -- --platform linux/${arch} --save out`,
    }));
}

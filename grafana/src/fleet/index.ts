import type { Dashboard } from '../panel.ts';
import { devices } from './devices.ts';
import { lastSeen, senders, silent, silentNow, states } from './senders.ts';

export const fleet = (): Dashboard => ({
  uid: 'otel-edge-fleet',
  title: 'Fleet',
  description: 'Every device and service that pushes: when it was last seen, which version it runs, how it is.',
  // A device that has gone silent is to be seen within a minute (stack/device-state.ts).
  refresh: '15s',
  rows: [
    { title: 'Who is there', panels: [silentNow(), lastSeen(), silent(), states(), senders()] },
    { title: 'Devices', panels: [devices()] },
  ],
});

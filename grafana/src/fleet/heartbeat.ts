import { deviceState, silentSenders, sinceLastSample, sinceLastSampleOfVersion } from '../../../stack/device-state.ts';
import { deviceName, labels } from '../expression.ts';

/** As long as there are data of them. */
const window = '7d';

export const lastSeenByVersion = sinceLastSampleOfVersion(window);
/** A graph shows nothing of a week ago: it goes back an hour more than what it shows, and reads no more than that. */
export const lastSeenLately = sinceLastSample({ window: '1h' });
export const silentOnes = silentSenders(window);
export const statesOfDevices = deviceState({ window });

export const senderLegend = `${deviceName} {{${labels.service}}} {{${labels.instance}}}`;

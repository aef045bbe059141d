import packageJson from '../../package.json' with { type: 'json' };

/** Version of the project, exported as `service.version`. */
export const version: string = packageJson.version;

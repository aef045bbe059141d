export const certsHelp = `npm run certs [-- OPTIONS]

An authority of this device's own, and a certificate by which its ports can be trusted. Run it as often as you like, for example once a month by a
timer: what is good stays; a certificate that ends within 60 days is replaced. The collector takes the new one up within
seconds, without a restart; connections that are open go on. Needs openssl 3.

  --name NAME      a name or address that others reach this device by; more than once. In place of those that were found or given before
  --detect         finds names and addresses again, after the device has moved to another network
  --renew          replaces the certificate now, and its key
  --json           what was done, for scripts
  -h, --help       this text

Files, in STACK_ACCESS_DIR (access/ in STACK_DATA_DIR, which is ./data)
  authority/authority.pem    for every device that pushes here: OTEL_EXPORTER_OTLP_CERTIFICATE; no secret; good for ten years
  authority/authority.key    makes certificates that all those devices trust; for its owner alone, and no service gets it
  tls/server.pem             key and certificate of this device's ports, good for a year; for its owner alone

For docker compose run it as root: server.pem then belongs to the user of the containers.

Exit codes: 0 done, 64 wrong option, 69 no openssl or the folder is not to be had
`;

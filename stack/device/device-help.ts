export const deviceHelp = `npm run device -- add NAME | list | revoke NAME

Credentials of the devices and programs that push to this device's port 5318 (OTLP/HTTP) or 5317 (gRPC). Everything that comes with a
credential is stored with its name as host_name, whatever it says of itself. The collector knows of a change within a second and goes on without a restart.

  add NAME         makes a credential and shows it, this once; nothing can show it again
  list             names, and since when
  revoke NAME      it is refused from now on; what was stored stays

Options
  --json           {"name", "token"}; [{"name", "added"}]
  -h, --help       this text

Variables, from the environment or .env
  STACK_ACCESS_DIR   the folder of credentials and certificates (access/ in STACK_DATA_DIR, which is ./data)
  DEVICE_NAME        this device's own name, which no other may have

For docker compose run it as root: the files then belong to the user of the containers. Opening the ports: README.md.

Exit codes: 0 done, 64 wrong name or option, 69 the folder is not to be had, 78 the name has a credential already, or none
`;

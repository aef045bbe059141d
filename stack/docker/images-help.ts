import { imageNames } from './image.ts';
import { imagePlatforms } from './image-platform.ts';

export const imagesHelp = `npm run images [-- OPTIONS]

Builds the container images from the pinned sources, into the Docker engine that the docker command talks to:
${imageNames.map((name) => `otel-edge/${name}`).join(', ')}. Nothing is compiled inside a container, and
nothing on the device: the binaries are those of npm run binaries (found, or built once and cached).

Options
  --only NAME           ${imageNames.join(', ')}; several with commas or repeated (all)
  --platform PLATFORM   ${imagePlatforms.map(({ name }) => name).join(', ')} (what the engine runs on). Another one than the
                        engine's is compiled for and tagged with its processor behind the version, and not tried
  --sensor-base BASE    where the sensor's node and its C libraries are copied from: an image with node in
                        /usr/local/bin on Debian; scratch: the node of npm ci and this machine's libraries, no registry
                        needed; auto: the official node image, or scratch where it cannot be pulled (auto)
  --save DIR            also write DIR/PLATFORM: an archive per image, SHA256SUMS, load.sh for the device
  --json                the result as JSON on standard output
  -h, --help            this text

Variables
  OTELCOL_BIN, VICTORIAMETRICS_BIN, HEALTH_BIN   static binaries of one's own for the platform
  XDG_CACHE_HOME                                 binaries are kept in otel-edge/ there (~/.cache)
  SOURCE_DATE_EPOCH                              time of every file in the images (that of the commit)
  DOCKER_HOST and the other variables of docker  which engine

Exit codes: 0 done, 1 docker refused, 64 wrong option, 69 no engine, or something could not be had, 78 wrong variable,
130 interrupted
`;

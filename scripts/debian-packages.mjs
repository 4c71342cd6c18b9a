// The real servers and readers that suites talk to, from Debian: package and a file it brings.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PACKAGES = {
  openssl: '/usr/bin/openssl',
  postgresql: '/usr/lib/postgresql',
  pgbackrest: '/usr/bin/pgbackrest',
  // The server and its tools without the package mariadb-server, which would start one.
  'mariadb-server-core': '/usr/sbin/mariadbd',
  'mariadb-client': '/usr/bin/mariadb-dump',
  // Speaks SFTP on its standard input; without openssh-server, which would start a server of its own.
  'openssh-sftp-server': '/usr/lib/openssh/sftp-server',
  'nginx-light': '/usr/sbin/nginx',
  // Without the package apache2, which would start a server of its own.
  'apache2-bin': '/usr/sbin/apache2',
  haproxy: '/usr/sbin/haproxy',
  'openjdk-17-jre-headless': '/usr/bin/keytool',
  softhsm2: '/usr/bin/softhsm2-util',
  pebble: '/usr/bin/pebble',
  bind9: '/usr/sbin/named',
  chromium: '/usr/bin/chromium',
  'fonts-noto-cjk': '/usr/share/fonts/opentype/noto',
  'poppler-utils': '/usr/bin/pdftotext',
  faketime: '/usr/bin/faketime',
  xmlsec1: '/usr/bin/xmlsec1',
}

/** What building and running the container image takes. */
export const IMAGE_PACKAGES = {
  mmdebstrap: '/usr/bin/mmdebstrap',
  podman: '/usr/bin/podman',
  postgresql: PACKAGES.postgresql,
  runc: '/usr/sbin/runc',
}

/** As root on Debian installs what is missing. Returns the packages that are missing still. */
export function installDebianPackages(packages = PACKAGES) {
  const missing = () => Object.keys(packages).filter((name) => !existsSync(packages[name]))
  const wanted = missing()
  if (wanted.length === 0) return []
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return wanted
  console.log(`installing Debian packages: ${wanted.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 })
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', ...wanted)
  return missing()
}

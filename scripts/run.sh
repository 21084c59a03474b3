#!/usr/bin/env bash
# run.sh PORT DATA: from a bare machine to the demo comune. All that can be wrong is looked at before the long build.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
port="${1:-8080}" data="${2:-demo-data}"
cd "$ROOT"

scripts/need.sh tools
scripts/need.sh port "$port"
scripts/need.sh folder "$TARGET"
scripts/need.sh folder "$data"
# A first build needs several gigabytes; a later one only adds to what is there.
[ -d "$TARGET/debug" ] || scripts/need.sh space "$TARGET" 8
scripts/web.sh
scripts/build.sh
# Minutes may have passed.
scripts/need.sh port "$port"
exec "$TARGET/debug/municipio" demo --port "$port" --data "$data"

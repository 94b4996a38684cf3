#!/bin/sh
# Calls the health path from where you are and prints the answer; exits 0 when the service says that it is healthy.
#
#   scripts/smoke.sh                 asks the stack for its address (aws command, credentials that may read the stack)
#   scripts/smoke.sh BASE_URL        uses this address: the output EndpointUrl of the stack
#
# TUNNEL_PORT=8443                   goes through a port forward on this machine, such as docs/index.md shows with SSM
# STACK_NAME, AWS_REGION             another stack or region than the ones this repository was made for
set -eu

stack=${STACK_NAME:-<%- stackName %>}
region=${AWS_REGION:-<%- environment.region %>}

output() {
  aws cloudformation describe-stacks --region "$region" --stack-name "$stack" \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text
}

base=${1:-$(output EndpointUrl)}
host=$(printf '%s' "$base" | sed -E 's#^https://([^/:]+).*#\1#')
url="${base%/}<%- healthPath %>"

set -- --silent --show-error --fail-with-body --max-time 15
if [ -n "${TUNNEL_PORT:-}" ]; then
  set -- "$@" --connect-to "$host:443:127.0.0.1:$TUNNEL_PORT"
fi

echo "GET $url" >&2
curl "$@" --write-out '\n' "$url"

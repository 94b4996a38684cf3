#!/bin/sh
# Calls the health path from this machine and prints the response. Exits with 0 if the service is healthy.
#
#   scripts/smoke.sh                 reads the address from the stack (needs the AWS CLI and credentials)
#   scripts/smoke.sh BASE_URL        uses this address: the output EndpointUrl of the stack
#
# TUNNEL_PORT=8443                   uses a port forward on this machine, for example with SSM (docs/index.md)
# STACK_NAME, AWS_REGION             override the stack or region of this repository
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

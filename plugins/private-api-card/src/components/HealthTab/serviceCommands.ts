import type {
  StackView,
  TargetView,
} from '@private-serverless/backstage-plugin-private-api-common';

/** A command for a terminal. */
export type ServiceCommand = {
  purpose: 'dns' | 'http' | 'tls' | 'events' | 'drift' | 'targets' | 'endpoint';
  text: string;
};

/** A value as one word of a POSIX shell. Nothing in it is expanded. */
export function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value)
    ? value
    : `'${value.replaceAll("'", `'\\''`)}'`;
}

function urlCommands(url: URL): ServiceCommand[] {
  // The brackets of an IPv6 address are part of a URL only.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isName = !/^[\d.]+$|:/.test(host);
  const port = url.port || '443';
  const connect = `${url.hostname}:${port}`;
  const dns: ServiceCommand[] = isName
    ? [{ purpose: 'dns', text: `dig +noall +answer -q ${shellWord(host)}` }]
    : [];
  return [
    ...dns,
    {
      purpose: 'http',
      text: `curl -v --max-time 10 --url ${shellWord(url.href)}`,
    },
    {
      purpose: 'tls',
      text: `openssl s_client -connect ${shellWord(connect)}${
        isName ? ` -servername ${shellWord(host)}` : ''
      } -showcerts </dev/null`,
    },
  ];
}

function stackCommands(
  { region, stackArn, outputs = {} }: StackView,
  withLoadBalancer: boolean,
): ServiceCommand[] {
  const inRegion = `--region ${shellWord(region)}`;
  const ofStack = `${inRegion} --stack-name ${shellWord(stackArn)}`;
  const targetGroups = `aws cloudformation describe-stack-resources ${ofStack} --query "StackResources[?ResourceType=='AWS::ElasticLoadBalancingV2::TargetGroup'].PhysicalResourceId" --output text`;
  const commands: ServiceCommand[] = [
    {
      purpose: 'events',
      text: `aws cloudformation describe-stack-events ${ofStack} --max-items 20`,
    },
    {
      purpose: 'drift',
      text: `aws cloudformation detect-stack-drift ${ofStack}`,
    },
  ];
  if (withLoadBalancer) {
    commands.push({
      purpose: 'targets',
      text: `for group in $(${targetGroups}); do aws elbv2 describe-target-health ${inRegion} --target-group-arn "$group"; done`,
    });
  }
  if (outputs.VpcEndpointId) {
    commands.push({
      purpose: 'endpoint',
      text: `aws ec2 describe-vpc-endpoints ${inRegion} --vpc-endpoint-ids ${shellWord(
        outputs.VpcEndpointId,
      )}`,
    });
  }
  return commands;
}

function parsed(url: string | undefined): URL[] {
  return url && URL.canParse(url) ? [new URL(url)] : [];
}

/** Commands that show what the probe and AWS see, with the values of a target. */
export function commandsFor(
  target: TargetView,
  stack: StackView | undefined,
): ServiceCommand[] {
  const withLoadBalancer =
    target.entry === 'alb' || target.entry === 'alb-lambda';
  return [
    ...parsed(target.url).flatMap(urlCommands),
    ...(stack ? stackCommands(stack, withLoadBalancer) : []),
  ];
}

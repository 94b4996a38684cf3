import type { NetworkFacts } from '../network/NetworkFacts';
import type { Finding, RuleStatus } from '../Verdict';
import { verifyTemplate } from '../verify';

/** The parameters, mappings and conditions of every test template. */
const header = `
Parameters:
  Anything: { Type: String }
  Anythings: { Type: CommaDelimitedList }
  Wild: { Type: String, Default: '*' }
  PublicCidr: { Type: String, Default: 0.0.0.0/0 }
  PrivateCidr: { Type: String, Default: 10.0.0.0/8 }
  Cidrs: { Type: CommaDelimitedList, Default: '10.0.0.0/8, 192.168.0.0/16' }
  EndpointType: { Type: String, Default: PRIVATE }
  EndpointId: { Type: String, Default: vpce-0123456789abcdef0 }
  FromSsm: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /some/name }
  AnyVpc: { Type: 'AWS::EC2::VPC::Id' }
  AnySubnet: { Type: 'AWS::EC2::Subnet::Id' }
  VpcFromSsm: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::VPC::Id>', Default: /vpc }
  AnyEndpoint: { Type: String, AllowedPattern: '^vpce-[0-9a-f]{8,17}$' }
  PrivateOrNot: { Type: String, AllowedValues: [PRIVATE, REGIONAL] }
  TwoPrivate: { Type: String, AllowedValues: [10.1.0.0/16, 10.2.0.0/16] }
  Stage: { Type: String, Default: dev }
Mappings:
  ByStage:
    dev: { Cidr: 10.1.0.0/16, Type: PRIVATE, Groups: [sg-1] }
    prod: { Cidr: 52.0.0.0/8, Type: REGIONAL }
  ByRegion:
    eu-central-1: { Cidr: 10.1.0.0/16 }
    us-east-1: { Cidr: 52.0.0.0/8 }
Conditions:
  Open: !Equals [!Ref Anything, x]
  Prod: !Equals [!Ref Stage, prod]
  NotProd: !Not [!Condition Prod]
`;

/** Creates a template with resources in YAML. */
export function templateOf(resources: string): string {
  return `${header}Resources:\n${indent(resources)}\n`;
}

/** Sets the indentation of a block to two columns. */
function indent(block: string): string {
  const lines = block.split('\n').filter(line => line.trim() !== '');
  const margin = Math.min(...lines.map(line => line.search(/\S/)));
  return lines.map(line => `  ${line.slice(margin)}`).join('\n');
}

/** The status and the findings of one rule for some resources. PS53 explains what makes every rule unproven. */
export function runRule(
  rule: string,
  resources: string,
  options: {
    parameters?: Record<string, string>;
    networkFacts?: NetworkFacts;
  } = {},
): { status: RuleStatus; findings: Finding[] } {
  const verdict = verifyTemplate({
    template: templateOf(resources),
    ...options,
  });
  const of = (id: string) =>
    verdict.findings.filter(finding => finding.rule === id);
  const status = verdict.rules[rule];
  const findings = of(rule);
  const isExplained = findings.length > 0 || status !== 'unproven';
  return { status, findings: isExplained ? findings : of('PS53') };
}

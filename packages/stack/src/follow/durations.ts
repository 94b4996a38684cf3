/**
 * How long slow resources take, from public reports and the documentation of AWS (see docs/aws-claims.md). Used only in
 * the progress line.
 */
const usual: ReadonlyArray<[type: RegExp, verb: RegExp, words: string]> = [
  [
    /^AWS::Lambda::Function$/,
    /^DELETE/,
    'deleting the network interfaces of a VPC function takes 20–45 min',
  ],
  [
    /^AWS::EC2::(SecurityGroup|Subnet)$/,
    /^DELETE/,
    'waits for the network interfaces of a VPC function, whose deletion takes 20–45 min',
  ],
  [/^AWS::Lambda::Function$/, /./, 'a function in a VPC takes 1–3 min'],
  [/^AWS::EC2::VPCEndpoint$/, /./, 'an interface endpoint takes 1–5 min'],
  [/^AWS::ElasticLoadBalancingV2::LoadBalancer$/, /./, 'takes 2–5 min'],
  [/^AWS::DynamoDB::(Global)?Table$/, /./, 'a table takes up to 1 min'],
  [
    /^AWS::ApiGateway::DomainNameAccessAssociation$/,
    /./,
    'takes up to 15 min to take effect',
  ],
  [/^AWS::ApiGateway::DomainName(V2)?$/, /./, 'a custom domain takes 1–10 min'],
  [
    /^AWS::CertificateManager::Certificate$/,
    /./,
    'waits for the validation of its domain',
  ],
  [/^AWS::EC2::TransitGateway/, /./, 'takes 1–5 min'],
  [/^AWS::EC2::VPCCidrBlock$|^AWS::EC2::IPAM/, /./, 'takes 1–3 min'],
  [
    /^(Custom::|AWS::CloudFormation::CustomResource$)/,
    /./,
    'waits for the response of its function, for an hour at most unless it has a ServiceTimeout',
  ],
  [/^AWS::CloudFormation::Stack$/, /./, 'a nested stack'],
];

/** How long a resource of this type usually takes, as a text. Undefined for a fast one. */
export function usualDuration(
  type: string,
  status: string,
): string | undefined {
  return usual.find(([of, verb]) => of.test(type) && verb.test(status))?.[2];
}

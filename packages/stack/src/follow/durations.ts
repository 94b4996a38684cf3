/**
 * How long CloudFormation takes for resources that take long, from public reports and AWS's own pages (facts in
 * docs/aws-claims.md). For the progress line only; nothing is decided by it.
 */
const usual: ReadonlyArray<[type: RegExp, verb: RegExp, words: string]> = [
  [
    /^AWS::Lambda::Function$/,
    /^DELETE/,
    "deleting a VPC function's interfaces takes 20–45 min",
  ],
  [
    /^AWS::EC2::(SecurityGroup|Subnet)$/,
    /^DELETE/,
    "waits for a VPC function's interfaces, which take 20–45 min to go",
  ],
  [/^AWS::Lambda::Function$/, /./, 'a function in a VPC takes 1–3 min'],
  [/^AWS::EC2::VPCEndpoint$/, /./, 'an interface endpoint takes 1–5 min'],
  [/^AWS::ElasticLoadBalancingV2::LoadBalancer$/, /./, 'takes 2–5 min'],
  [/^AWS::DynamoDB::(Global)?Table$/, /./, 'a table takes up to 1 min'],
  [
    /^AWS::ApiGateway::DomainNameAccessAssociation$/,
    /./,
    'takes up to 15 min to work',
  ],
  [/^AWS::ApiGateway::DomainName(V2)?$/, /./, 'a custom domain takes 1–10 min'],
  [
    /^AWS::CertificateManager::Certificate$/,
    /./,
    'waits until its domain is validated',
  ],
  [/^AWS::EC2::TransitGateway/, /./, 'takes 1–5 min'],
  [/^AWS::EC2::VPCCidrBlock$|^AWS::EC2::IPAM/, /./, 'takes 1–3 min'],
  [
    /^(Custom::|AWS::CloudFormation::CustomResource$)/,
    /./,
    'waits for the answer of its function, an hour at most unless it has a ServiceTimeout',
  ],
  [/^AWS::CloudFormation::Stack$/, /./, 'a nested stack'],
];

/** How long such things take, in words; undefined for what takes a moment. */
export function usualDuration(
  type: string,
  status: string,
): string | undefined {
  return usual.find(([of, verb]) => of.test(type) && verb.test(status))?.[2];
}

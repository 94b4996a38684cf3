import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Valid answers: the example in the README, so that the tests verify it. */
export const answers: Record<string, unknown> = JSON.parse(readmeExample());

/** A configuration like the demo's, with a value from an environment variable. */
export const config = `privateServerless:
  environments:
    - id: local
      title: Sandbox
      accountId: '111111111111'
      region: eu-central-1
      partition: aws
      awsEndpointUrl: http://127.0.0.1:\${SANDBOX_PORT:-4510}
      artifactBucket: private-serverless-artifacts
      corporateCidrs: [10.0.0.0/8]
      network:
        new:
          cidrs: [10.64.0.0/12]
          netmaskLength: 20
      tags: { costCentre: '42' }
    - id: strict
      accountId: \${NOT_SET_ANYWHERE}
`;

/** A template without public resources. */
export const privateTemplate = `Parameters:
  Cidr: { Type: String, Default: 10.64.0.0/20 }
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: !Ref Cidr }
  Log:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: 7 }
Outputs:
  VpcId: { Value: !Ref Vpc }
`;

/** A template with an internet gateway. */
export const publicTemplate = `Resources:
  Gateway:
    Type: AWS::EC2::InternetGateway
`;

function readmeExample(): string {
  const readme = path.resolve(__dirname, '../../README.md');
  const [, example] =
    /^A complete `answers\.json`[^]*?```json\n([^]*?)```/m.exec(
      readFileSync(readme, 'utf8'),
    ) ?? [];
  if (!example) throw new Error(`${readme} has no example of answers.json`);
  return example;
}

import { verifyTemplate } from './verify';

it('finds an internet gateway, with its line', () => {
  const verdict = verifyTemplate({
    template:
      'Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n  Igw:\n    Type: AWS::EC2::InternetGateway\n',
  });
  expect(verdict).toMatchObject({
    verdict: 'violated',
    rules: { PS01: 'violated', PS02: 'proven', PS09: 'not-applicable' },
    findings: [{ rule: 'PS01', line: 4, resource: 'Igw' }],
  });
});

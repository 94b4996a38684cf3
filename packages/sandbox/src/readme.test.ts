import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Account } from './account/Account';
import { certificateManager } from './acm/service';
import { apiGatewayAccount } from './apigateway/accountService';
import { CloudFormationContext } from './cloudformation/operations';
import { cloudFormation } from './cloudformation/service';
import { Stacks } from './cloudformation/Stacks';
import { Denials } from './control/Denials';
import { ec2 } from './ec2/service';
import { elbv2 } from './elbv2/service';
import { iam } from './iam/service';
import { LogStore } from './logs/LogStore';
import { cloudWatchLogs } from './logs/service';
import { serviceQuotas } from './quotas/service';
import { supportedTypes } from './resources';
import { route53 } from './route53/service';

const readmeText = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
const account = new Account({
  accountId: '111111111111',
  region: 'eu-central-1',
  partition: 'aws',
});
const { operations } = cloudFormation({
  stacks: new Stacks(account),
  services: { account },
} as unknown as CloudFormationContext);

describe('the README', () => {
  it.each([
    ...Object.keys(operations),
    ...[
      apiGatewayAccount(account),
      certificateManager(account),
      cloudWatchLogs(account, new LogStore()),
      ec2(account),
      elbv2(account, () => ({ state: 'initial' })),
      iam(account, new Denials(account.identity)),
      route53(account),
      serviceQuotas(),
    ].flatMap(service => Object.keys(service.operations)),
  ])('lists the operation %s', name => {
    expect(readmeText).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it.each(supportedTypes)('lists the type %s', type => {
    const [, service, name] = type.split('::');
    const line = readmeText
      .split('\n')
      .find(one => one.startsWith(`| \`AWS::${service}::`));
    expect(line).toMatch(new RegExp(`\\b${name}\\b`));
  });
});

import { createHash } from 'node:crypto';
import { factsWith } from '../__testUtils__/facts';
import { templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';
import { factsFileText, repositoryFacts } from './factsFile';
import type { NetworkFacts } from './NetworkFacts';

const template = templateOf(`
  Function: { Type: AWS::Lambda::Function, Properties: { VpcConfig: { SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [sg-1] } } }
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: { Types: [PRIVATE], VpcEndpointIds: [vpce-1] }
      Policy: { Statement: [{ Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: '*', Condition: { StringEquals: { aws:SourceVpce: !Ref Second } } }] }
`).replace('Parameters:', 'Parameters:\n  Second: { Type: String }');
const parameters = { Second: 'vpce-2' };
const now = new Date('2026-11-28T13:00:00Z');

describe('repositoryFacts', () => {
  it('keeps the policies of the endpoints in use only, and what does not change by itself', () => {
    const facts = factsWith();
    const kept = repositoryFacts(facts, { template, parameters });
    expect(kept.endpoints!.map(({ id, policy }) => [id, policy])).toEqual([
      ['vpce-1', facts.endpoints![0].policy],
      ['vpce-2', facts.endpoints![1].policy],
      ['vpce-sqs', undefined],
    ]);
    expect(kept.subnets![0]).toEqual({
      id: 'subnet-1',
      availabilityZoneId: 'euc1-az1',
      cidr: '10.0.0.0/24',
      routeTableId: 'rtb-1',
      mapsPublicAddresses: false,
    });
    expect(factsFileText(kept)).not.toContain('freeAddresses');
  });

  it('has the same proof', () => {
    const facts = factsWith();
    const proof = (networkFacts: NetworkFacts) => {
      const { rules, findings } = verifyTemplate({
        template,
        parameters,
        networkFacts,
        now,
      });
      return { rules, findings };
    };
    expect(proof(facts).rules.PS19).toBe('proven');
    expect(proof(repositoryFacts(facts, { template, parameters }))).toEqual(
      proof(facts),
    );
  });

  it('keeps what was refused absent', () => {
    const kept = repositoryFacts(
      factsWith(facts => {
        delete (facts as NetworkFacts).endpoints;
        delete (facts as NetworkFacts).subnets;
      }),
      { template, parameters },
    );
    expect(kept).not.toHaveProperty('endpoints');
    expect(kept).not.toHaveProperty('subnets');
  });
});

describe('factsFileText', () => {
  it('is the same for the same network in another order', () => {
    const reversed = factsWith(facts => {
      facts.subnets.reverse();
      facts.endpoints.reverse();
      facts.endpoints[0].subnetIds.reverse();
      facts.routeTables[0].routes.reverse();
      facts.securityGroups[1].egress.reverse();
      facts.prefixLists = Object.fromEntries(
        Object.entries(facts.prefixLists).reverse(),
      );
      Object.assign(facts, { vpc: { ...facts.vpc } });
    });
    const another = Object.fromEntries(
      Object.entries(reversed).reverse(),
    ) as NetworkFacts;
    expect(factsFileText(another)).toBe(factsFileText(factsWith()));
  });

  it('changes only with the time if the network does not', () => {
    const lines = (at: string) =>
      factsFileText(factsWith(facts => Object.assign(facts, { at }))).split(
        '\n',
      );
    const [before, after] = [
      lines('2026-11-28T12:00:00Z'),
      lines('2026-11-29T12:00:00Z'),
    ];
    expect(before.filter((line, index) => line !== after[index])).toEqual([
      '  "at": "2026-11-28T12:00:00Z",',
    ]);
  });

  it('is what the verdict names the hash of', () => {
    const networkFacts = factsWith();
    const verdict = verifyTemplate({ template, parameters, networkFacts, now });
    expect(verdict.networkFacts).toEqual({
      at: '2026-11-28T12:00:00.000Z',
      sha256: createHash('sha256')
        .update(factsFileText(networkFacts))
        .digest('hex'),
    });
  });
});

import { readFileSync, symlinkSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { parseNetworkFacts } from '@private-serverless/privacy';
import { readProject } from '@private-serverless/stack';
import { exampleAnswers } from '../__testUtils__/answers';
import { generateInChild } from '../__testUtils__/realGenerator';
import { runAction } from '../__testUtils__/runAction';
import { standingStack } from '../__testUtils__/standing';
import { type World, startWorld } from '../__testUtils__/world';
import { freshFacts } from '../lib/templates/freshFacts';
import { privacyGates } from '../lib/templates/privacyGates';
import { createVerifyAction } from './verify';

jest.setTimeout(60_000);

const region = 'eu-central-1';
const stackName = 'network';
const subnet = (zone: string, index: number) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: {
    VpcId: { Ref: 'Vpc' },
    CidrBlock: `10.8.${index}.0/24`,
    AvailabilityZone: `${region}${zone}`,
  },
});
/** An existing network: its main route table has only the local route. */
const network = {
  Resources: {
    Vpc: {
      Type: 'AWS::EC2::VPC',
      Properties: {
        CidrBlock: '10.8.0.0/16',
        EnableDnsSupport: true,
        EnableDnsHostnames: true,
      },
    },
    SubnetA: subnet('a', 0),
    SubnetB: subnet('b', 1),
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Endpoint',
        VpcId: { Ref: 'Vpc' },
        SecurityGroupIngress: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            CidrIp: '10.0.0.0/8',
          },
        ],
      },
    },
    Endpoint: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${region}.execute-api`,
        VpcId: { Ref: 'Vpc' },
        SubnetIds: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
        SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 'execute-api:Invoke',
              Resource: `arn:aws:execute-api:${region}:111111111111:*`,
            },
          ],
        },
      },
    },
  },
};

describe('a service in an existing network', () => {
  let world: World;
  let shared: Environment;
  let repository: string;

  beforeAll(async () => {
    world = await startWorld();
    await standingStack(world, 'network', JSON.stringify(network), stackName);
    const { cloudFormation } = world.clients.forEnvironment(
      world.environments[0],
    );
    const { StackResourceSummaries = [] } = await cloudFormation.send(
      new ListStackResourcesCommand({ StackName: stackName }),
    );
    const ids = Object.fromEntries(
      StackResourceSummaries.map(one => [
        one.LogicalResourceId!,
        one.PhysicalResourceId!,
      ]),
    );
    shared = {
      ...world.environments[0],
      id: 'shared',
      network: {
        existing: {
          vpcId: ids.Vpc,
          subnetIds: [ids.SubnetA, ids.SubnetB],
          routeTableIds: [],
          executeApiEndpointId: ids.Endpoint,
          endpointIds: {},
        },
      },
    };
    repository = await world.workspace();
    await generateInChild({
      answers: exampleAnswers({
        environment: 'shared',
        network: 'existing',
        entry: 'endpoint',
        data: [],
      }),
      environment: shared,
      outDir: repository,
    });
  });
  afterEach(() => world.sandbox.control.setDeniedOperations({}));
  afterAll(() => world.close());

  const action = (more: Partial<World> = {}) =>
    createVerifyAction({
      ...world,
      environments: [...world.environments, shared],
      ...more,
    });
  async function verify(
    input: JsonObject,
    { isDryRun = false, using = action() } = {},
  ) {
    const lines: string[] = [];
    const output = await runAction(using, {
      workspacePath: repository,
      input,
      isDryRun,
      onLine: line => lines.push(line),
    }).catch(error => {
      throw Object.assign(error, { lines });
    });
    return { output, lines };
  }
  const change = (logicalId: string, properties: Record<string, never>) =>
    world.sandbox.control.changeResource({ stackName, logicalId, properties });

  it('is private, with the network as it is now', async () => {
    world.audit.length = 0;
    const { output, lines } = await verify({ environment: 'shared' });
    expect(output).toMatchObject({ verdict: 'private', findings: [] });
    expect(lines.join('\n')).toMatch(
      /Described the network vpc-\w+ of environment shared at \d{4}-.*\n[^]*Network facts: \d{4}-.*, SHA-256 [0-9a-f]{64}/,
    );
    expect(existsSync(path.join(repository, 'privacy-facts.json'))).toBe(false);
    expect(world.audit).toEqual([
      expect.objectContaining({
        eventId: 'template-verify',
        status: 'succeeded',
        severityLevel: 'low',
        meta: expect.objectContaining({ environment: 'shared' }),
      }),
    ]);
  });

  it('is unproven without the environment', async () => {
    await expect(verify({})).rejects.toThrow(
      /^Not private: PS01 unproven at ApiFunction \(line \d+\): .* there are no network facts\./,
    );
  });

  it('is not private after a change of the network by hand', async () => {
    change('SubnetB', { MapPublicIpOnLaunch: true as never });
    await expect(verify({ environment: 'shared' })).rejects.toThrow(
      /^Not private: PS05 violated at ApiFunction .* assigns public addresses, according to the network facts of/,
    );
    change('SubnetB', { MapPublicIpOnLaunch: false as never });
    expect((await verify({ environment: 'shared' })).output.verdict).toBe(
      'private',
    );
  });

  it('is unproven if a call is refused', async () => {
    world.sandbox.control.setDeniedOperations({ '*': ['DescribeSubnets'] });
    await expect(verify({ environment: 'shared' })).rejects.toThrow(
      /^Not private: PS01 unproven .* the network facts do not describe subnets\./,
    );
  });

  it('may be unproven in a dry run, which makes no AWS calls', async () => {
    world.sandbox.control.resetRequestCounts();
    const { output, lines } = await verify(
      { environment: 'shared' },
      { isDryRun: true },
    );
    expect(output.verdict).toBe('unproven');
    expect(lines.join('\n')).toContain(
      'A dry run does not describe the existing network',
    );
    expect(world.sandbox.control.requestCounts()).toEqual({});
  });

  it('needs an environment that the user may use', async () => {
    const permissions = mockServices.permissions({
      result: AuthorizeResult.DENY,
    });
    await expect(
      verify({ environment: 'shared' }, { using: action({ permissions }) }),
    ).rejects.toThrow(/environment 'shared' is not configured, or you do not/);
    await expect(verify({ environment: 'mars' })).rejects.toThrow(
      /environment 'mars' is not configured/,
    );
  });

  it('needs an environment with an existing network', async () => {
    await expect(verify({ environment: 'local' })).rejects.toThrow(
      /^environment: 'local' has no network\.existing, but the template uses resources of an existing network \(vpc-\w+, .*\)\. Choose another environment/,
    );
  });

  it('says that the action needs options for the input', async () => {
    await expect(
      verify({ environment: 'shared' }, { using: createVerifyAction() }),
    ).rejects.toThrow(/^environment: is not available, because/);
  });

  describe('freshFacts', () => {
    const describe_ = async (workspace = repository, environment = shared) => {
      const lines: string[] = [];
      const logger = { info: (line: string) => lines.push(line) };
      const facts = await freshFacts({
        project: await readProject(workspace),
        environment,
        clients: world.clients,
        logger: logger as never,
        keep: true,
      });
      return { facts, lines, logger };
    };

    it('passes the gates of a deploy, and keeps the facts in the repository', async () => {
      const { facts, logger } = await describe_();
      const { parameters, templatePath } = await readProject(repository);
      const input = {
        templateBody: readFileSync(templatePath, 'utf8'),
        parameters,
      };
      await expect(
        privacyGates(logger as never, facts).gate!(input),
      ).resolves.toBeUndefined();
      await expect(privacyGates(logger as never).gate!(input)).rejects.toThrow(
        /^Not private: PS01 unproven/,
      );
      await expect(
        privacyGates(logger as never, {
          ...facts,
          place: { region: 'eu-west-1' },
        }).gate!(input),
      ).rejects.toThrow(/^Network facts: region: 'eu-central-1' is not that/);
      const kept = parseNetworkFacts(
        readFileSync(path.join(repository, 'privacy-facts.json'), 'utf8'),
      );
      expect(kept.at).toBe(facts.networkFacts!.at);
      expect(kept.endpoints![0].policy).toBeDefined();
      expect(kept.subnets![0]).not.toHaveProperty('freeAddresses');
    });

    it('proves nothing if the VPC of the environment does not exist', async () => {
      const { existing } = shared.network;
      const other = {
        ...shared,
        network: { existing: { ...existing!, vpcId: 'vpc-0' } },
      };
      const { facts, logger } = await describe_(repository, other);
      const { parameters, templatePath } = await readProject(repository);
      await expect(
        privacyGates(logger as never, facts).gate!({
          templateBody: readFileSync(templatePath, 'utf8'),
          parameters,
        }),
      ).rejects.toThrow(/^Not private: PS01 unproven .* have no VPC\./);
    });

    it('makes no call for a template with its own network', async () => {
      const own = await world.workspace();
      await generateInChild({
        answers: exampleAnswers(),
        environment: world.environments[0],
        outDir: own,
      });
      world.sandbox.control.resetRequestCounts();
      const { facts } = await describe_(own, world.environments[0]);
      expect(facts).toEqual({});
      expect(world.sandbox.control.requestCounts()).toEqual({});
      expect(existsSync(path.join(own, 'privacy-facts.json'))).toBe(false);
    });

    it('does not write through a link', async () => {
      const linked = await world.workspace();
      await generateInChild({
        answers: exampleAnswers({
          environment: 'shared',
          network: 'existing',
          entry: 'endpoint',
          data: [],
        }),
        environment: shared,
        outDir: linked,
      });
      const outside = path.join(await world.workspace(), 'outside.json');
      writeFileSync(outside, 'kept');
      symlinkSync(outside, path.join(linked, 'privacy-facts.json'));
      await expect(describe_(linked)).rejects.toThrow(/not allowed to refer/);
      expect(readFileSync(outside, 'utf8')).toBe('kept');
    });
  });
});

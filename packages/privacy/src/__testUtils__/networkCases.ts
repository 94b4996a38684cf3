/* eslint-disable jest/no-export -- the tests of several rules use this file */
import type { NetworkFacts } from '../network/NetworkFacts';
import { factsWith } from './facts';
import { runRule } from './runRule';

/** Makes the network something else. */
export type Change = (facts: Required<NetworkFacts>) => unknown;
type Status = 'proven' | 'violated' | 'unproven';
/** A test case: expected status, name, resources of the template, and optional change of the network. */
export type NetworkCase = [Status, string, string, Change?];

/** A service in an existing network. */
export const service = ({
  subnets = '[subnet-1, subnet-2]',
  groups = '[sg-1]',
  endpoints = '[vpce-1]',
  source = 'aws:SourceVpce: vpce-1',
  more = '',
} = {}) => `
  Function: { Type: AWS::Lambda::Function, Properties: { VpcConfig: { SubnetIds: ${subnets}, SecurityGroupIds: ${groups} } } }
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: { Types: [PRIVATE], VpcEndpointIds: ${endpoints} }
      Policy: { Statement: [{ Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: '*', Condition: { StringEquals: { ${source} } } }] }
${more}`;
/** A new subnet and a new route table in the existing VPC. */
export const newSubnet = (more = '') => `
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: vpc-1 } }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: vpc-1 } }
${more}`;
/** The association of a subnet with a route table. */
export const associated = (subnet: string, table: string, more = '') =>
  `  Association: { Type: AWS::EC2::SubnetRouteTableAssociation, ${more} Properties: { SubnetId: ${subnet}, RouteTableId: ${table} } }\n`;
/** A load balancer. */
export const balancer = (properties: string) => `
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { ${properties} } }`;
/** A new interface endpoint in the existing VPC. */
export const newEndpoint = (properties: string) => `
  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: vpc-1, VpcEndpointType: Interface, ${properties} } }`;

/** An ingress rule of the template for a prefix list. */
export const ruleFor = (list: string) =>
  `Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { SourcePrefixListId: ${list} } }`;

/** Adds a route to the table of the first two subnets. */
export const route =
  (target: string, destination = '0.0.0.0/0'): Change =>
  ({ routeTables }) =>
    routeTables[0].routes.push({ destination, target });
/** Adds a default route to the main table. */
export const mainRoute =
  (target: string): Change =>
  ({ routeTables }) =>
    routeTables[1].routes.push({ destination: '0.0.0.0/0', target });
/** Adds a rule to the group of the endpoints (0) or of the function (1). */
export const ingress =
  (group: number, rule: unknown): Change =>
  ({ securityGroups }) =>
    securityGroups[group].ingress.push(rule);
/** As {@link ingress}. */
export const egress =
  (group: number, rule: unknown): Change =>
  ({ securityGroups }) =>
    securityGroups[group].egress.push(rule);
/** Replaces the policy of the endpoint of the API. */
export const policy =
  (Statement: unknown): Change =>
  ({ endpoints }) => {
    endpoints[0].policy = { Version: '2012-10-17', Statement };
  };
/** Leaves out what a refused call should have returned. */
export const without =
  (part: keyof NetworkFacts): Change =>
  facts => {
    delete facts[part];
  };

/** Runs test cases of one rule with an existing network, and the service without network facts. */
export function networkCases(rule: string, cases: NetworkCase[]): void {
  describe(`${rule} with an existing network`, () => {
    for (const [status, name, resources, change] of cases) {
      it(`is ${status}: ${name}`, () => {
        const result = runRule(rule, resources, {
          networkFacts: factsWith(change),
        });
        expect(result.status).toBe(status);
        for (const finding of result.findings) {
          expect(finding).toMatchObject({
            path: expect.stringMatching(/^(Resources|Mappings)\./),
            line: expect.any(Number),
            message: expect.stringMatching(/^\S.*[^.]\.$/s),
            fix: expect.stringMatching(/\w/),
          });
        }
      });
    }

    it('is unproven without facts, unless the template itself decides it', () => {
      const { status, findings } = runRule(rule, service());
      // An ID of an endpoint has the form that PS12 wants.
      expect(status).toBe(rule === 'PS12' ? 'proven' : 'unproven');
      expect(findings.map(({ message }) => message).join()).toMatch(
        rule === 'PS12' ? /^$/ : /there are no network facts/,
      );
    });
  });
}

import type { Truth } from '@private-serverless/template';
import type { Change } from '../Change';
import {
  interfaceEndpoints,
  nameOfEndpoint,
  placeOfEndpoint,
} from '../network/clients';
import { shownName } from '../network/names';
import { flagOf, isOwnVpc } from '../network/vpcEndpoints';
import { every } from '../policy/statement';
import { Rule } from '../rule';
import type { Template } from '../template/Template';

/** PS23: DNS support and DNS hostnames are on in every VPC with an endpoint that has private DNS. */
export const vpcDns: Rule = {
  id: 'PS23',
  title: 'VPCs with private DNS names of endpoints resolve them',
  severity: 'M',
  why: 'With private DNS on, AWS creates the endpoint only in a VPC with DNS support and DNS hostnames. Without them, the names of services resolve to public addresses.',
  fix: 'Set EnableDnsSupport and EnableDnsHostnames of the VPC to true.',
  *check(template) {
    const seen = new Set<string>();
    for (const served of interfaceEndpoints(template)) {
      const { endpoint } = served;
      if (endpoint.privateDns === false) continue;
      const { value = '', why } = endpoint.vpc;
      if (seen.has(value || endpoint.id)) continue;
      seen.add(value || endpoint.id);
      const { isOn, because } = dnsOf(template, value);
      const name = nameOfEndpoint(template, endpoint);
      const base = {
        ...placeOfEndpoint(served),
        ...(isOwnVpc(template, value) && { change: changeOf(value) }),
      };
      if (isOn === true) {
        yield {
          ...base,
          status: 'proven',
          message: `DNS support and DNS hostnames are on in ${shownName(
            value,
          )}, the VPC of ${name}.`,
        };
      } else if (isOn === false && endpoint.privateDns) {
        yield {
          ...base,
          status: 'violated',
          message: `${name} has private DNS, but DNS support or DNS hostnames are off in its VPC, ${shownName(
            value,
          )}.`,
        };
      } else {
        yield {
          ...base,
          status: 'unproven',
          message: `Cannot determine whether the names of ${name} resolve in its VPC: ${
            why ?? because
          }.`,
          fix: isOwnVpc(template, value) ? undefined : template.network.advice,
        };
      }
    }
  },
};

/** The change of a VPC of the template, by its name. */
function changeOf(vpc: string): Change {
  return {
    resource: shownName(vpc),
    path: 'Properties',
    value: { EnableDnsSupport: true, EnableDnsHostnames: true },
  };
}

/** Whether DNS support and hostnames are on. */
function dnsOf(
  template: Template,
  vpc: string,
): { isOn: Truth; because: string } {
  if (isOwnVpc(template, vpc)) {
    const resource = template.resource(shownName(vpc))!;
    // Documentation of AWS::EC2::VPC: support is on by default, hostnames are off.
    return {
      isOn: every([
        flagOf(template.property(resource, 'EnableDnsSupport'), true),
        flagOf(template.property(resource, 'EnableDnsHostnames'), false),
      ]),
      because: 'the DNS properties of the VPC are not known',
    };
  }
  const known = template.network.vpc();
  if (known.why !== undefined) return { isOn: undefined, because: known.why };
  return known.value.id === vpc
    ? {
        isOn: every([known.value.dnsSupport, known.value.dnsHostnames]),
        because: 'the network facts do not have the DNS attributes of the VPC',
      }
    : {
        isOn: undefined,
        because: `the network facts describe ${known.value.id}`,
      };
}

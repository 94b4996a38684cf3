import { Account } from '../account/Account';
import { asText, asTexts } from '../account/values';
import { QueryOperation } from '../protocol/query';
import { SUBNET } from '../resources/ec2';
import { loadBalancerAttributes } from './attributes';
import { byArn, named } from './lookup';
import { LOAD_BALANCER } from './model';
import { pageOf, pageParameters } from './paging';

/** Load balancers and their attributes. */
export function loadBalancerOperations(
  account: Account,
): Record<string, QueryOperation> {
  return {
    DescribeLoadBalancers: {
      parameters: ['LoadBalancerArns', 'Names', ...pageParameters],
      run(parameters) {
        const { items, NextMarker } = pageOf(
          named(account, LOAD_BALANCER, parameters, 'LoadBalancerArns'),
          parameters,
        );
        return {
          LoadBalancers: items.map(({ physicalId, properties, attributes }) => {
            const subnets = asTexts(properties.Subnets).flatMap(
              id => account.find(SUBNET, id) ?? [],
            );
            return {
              LoadBalancerArn: physicalId,
              DNSName: asText(attributes.DNSName),
              CanonicalHostedZoneId: asText(attributes.CanonicalHostedZoneID),
              CreatedTime: asText(attributes.CreatedTime),
              LoadBalancerName: asText(attributes.LoadBalancerName),
              Scheme: asText(properties.Scheme),
              VpcId: asText(subnets[0]?.attributes.VpcId),
              State: { Code: 'active' },
              Type: 'application',
              AvailabilityZones: subnets.map(one => ({
                ZoneName: asText(one.attributes.AvailabilityZone),
                SubnetId: one.physicalId,
                LoadBalancerAddresses: [],
              })),
              SecurityGroups: asTexts(properties.SecurityGroups),
              IpAddressType: 'ipv4',
            };
          }),
          NextMarker,
        };
      },
    },
    DescribeLoadBalancerAttributes: {
      parameters: ['LoadBalancerArn'],
      run(parameters) {
        const { properties } = byArn(
          account,
          LOAD_BALANCER,
          parameters.required('LoadBalancerArn'),
        );
        return {
          Attributes: Object.entries(loadBalancerAttributes(properties)).map(
            ([Key, Value]) => ({ Key, Value }),
          ),
        };
      },
    },
  };
}

import { observeRoutes } from '../network/routes';
import { provenAbsent, Observation, placeOf, Rule } from '../rule';

const gateways: Record<string, string> = {
  'aws::ec2::internetgateway': 'is an internet gateway',
  'aws::ec2::egressonlyinternetgateway': 'is an egress-only internet gateway',
  'aws::ec2::carriergateway':
    'is a carrier gateway, which connects subnets of a Wavelength Zone to the internet',
};

const fixOfRoute =
  'Remove the route, or use subnets with another route table. Use VPC endpoints for AWS services.';

/** PS01: no internet gateway, no attachment of one, no egress-only internet gateway, no carrier gateway. */
export const internetGateway: Rule = {
  id: 'PS01',
  title: 'No internet gateway',
  severity: 'H',
  why: 'With an internet gateway, a single wrong route makes the VPC public.',
  fix: 'Remove the gateway. Use VPC endpoints for AWS services.',
  *check(template) {
    const found: Observation[] = template
      .ofType(
        'AWS::EC2::InternetGateway',
        'AWS::EC2::EgressOnlyInternetGateway',
        'AWS::EC2::CarrierGateway',
      )
      .map(resource => ({
        status: 'violated',
        resource: resource.id,
        at: placeOf(resource),
        message: `${resource.id} ${gateways[resource.lowerType]}.`,
      }));
    for (const resource of template.ofType('AWS::EC2::VPCGatewayAttachment')) {
      for (const value of template.property(resource, 'InternetGatewayId')) {
        if (value.kind === 'absent') continue;
        found.push({
          status: value.kind === 'unknown' ? 'unproven' : 'violated',
          resource: resource.id,
          at: value.at,
          message:
            value.kind === 'unknown'
              ? `Cannot determine whether ${resource.id} attaches an internet gateway: the value ${value.why}.`
              : `${resource.id} attaches an internet gateway.`,
          fix: 'Attach a VPN gateway, or remove the attachment.',
        });
      }
    }
    yield* found;
    if (found.length === 0) yield provenAbsent('internet gateway');
    yield* observeRoutes(template, {
      question: 'the network has an internet gateway',
      judge: ({ destination, target }) =>
        /^e?igw-/.test(target)
          ? {
              status: 'violated',
              what: `routes ${destination} to internet gateway ${target}`,
              fix: fixOfRoute,
            }
          : undefined,
      good: 'has no route to an internet gateway',
    });
  },
};

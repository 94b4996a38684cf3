import { ruleCases } from '../__testUtils__/ruleCases';

const subnet = (properties: string) =>
  `Subnet: { Type: AWS::EC2::Subnet, Properties: { ${properties} } }`;

ruleCases('PS05', {
  proven: [
    ['no property', subnet('CidrBlock: 10.0.0.0/24')],
    [
      'false',
      subnet('MapPublicIpOnLaunch: false, AssignIpv6AddressOnCreation: false'),
    ],
    ['false as a string', subnet("MapPublicIpOnLaunch: 'False'")],
    [
      'a branch that is known',
      subnet('MapPublicIpOnLaunch: !If [NotProd, false, true]'),
    ],
    ['no value', subnet('MapPublicIpOnLaunch: !Ref AWS::NoValue')],
  ],
  violated: [
    ['true', subnet('MapPublicIpOnLaunch: true')],
    ['yes', subnet('MapPublicIpOnLaunch: yes')],
    ['true as a string', subnet("MapPublicIpOnLaunch: 'TRUE'")],
    ['IPv6', subnet('AssignIpv6AddressOnCreation: true')],
    ['a branch', subnet('MapPublicIpOnLaunch: !If [Open, true, false]')],
    [
      'a value of a parameter',
      subnet('MapPublicIpOnLaunch: !Ref Anything'),
      { Anything: 'true' },
    ],
  ],
  unproven: [
    [
      'a parameter without a value',
      subnet('MapPublicIpOnLaunch: !Ref Anything'),
    ],
    ['an import', subnet('AssignIpv6AddressOnCreation: !ImportValue x')],
    [
      'a macro',
      'Subnet: { Type: AWS::EC2::Subnet, Properties: { Fn::Transform: { Name: Acme } } }',
    ],
  ],
});

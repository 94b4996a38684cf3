/** Parts of a template with a function in a VPC of its own, for the rules about endpoints. */

/** A VPC with two private subnets, which have one route table. */
export const vpc = ({ dns = 'EnableDnsHostnames: true', more = '' } = {}) => `
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16, ${dns} } }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
  A: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [0, !GetAZs ''] } }
  B: { Type: AWS::EC2::Subnet, Properties: { VpcId: !GetAtt Vpc.VpcId, CidrBlock: 10.0.2.0/24, AvailabilityZone: !Select [1, !GetAZs ''] } }
  ToA: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref A, RouteTableId: !Ref Table } }
  ToB: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref B, RouteTableId: !Ref Table } }
${more}`;

/** A function in two subnets with a group, whose role allows some actions. */
export const lambda = ({
  actions = '[dynamodb:GetItem]',
  role = '',
  subnets = '[!Ref A, !Ref B]',
  groups = '[!GetAtt Clients.GroupId]',
  more = '',
} = {}) => `
  Function: { Type: AWS::Lambda::Function, ${more} Properties: { Role: !GetAtt Role.Arn, VpcConfig: { SubnetIds: ${subnets}, SecurityGroupIds: ${groups} } } }
  Clients: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x, VpcId: !Ref Vpc } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      ${role}
      Policies: [{ PolicyName: x, PolicyDocument: { Statement: [{ Effect: Allow, Action: ${actions}, Resource: '*' }] } }]
`;

/** A gateway endpoint. */
export const gateway = (
  service: string,
  { tables = '[!Ref Table]', vpcId = '!Ref Vpc', more = '' } = {},
) => `
  Gateway: { Type: AWS::EC2::VPCEndpoint, ${more} Properties: { VpcEndpointType: Gateway, ServiceName: !Sub 'com.amazonaws.\${AWS::Region}.${service}', VpcId: ${vpcId}, RouteTableIds: ${tables} } }
`;

/** An interface endpoint with a group. */
export const interfaceEndpoint = (
  service: string,
  {
    id = 'Endpoint',
    vpcId = '!Ref Vpc',
    subnets = '[!Ref A, !Ref B]',
    groups = '[!Ref Services]',
    dns = 'true',
    more = '',
  } = {},
) => `
  ${id}: { Type: AWS::EC2::VPCEndpoint, ${more} Properties: { VpcEndpointType: Interface, ServiceName: !Sub 'com.amazonaws.\${AWS::Region}.${service}', VpcId: ${vpcId}, SubnetIds: ${subnets}, SecurityGroupIds: ${groups}, PrivateDnsEnabled: ${dns} } }
`;

/** The group of interface endpoints with its ingress rules. */
export const endpointGroup = (
  rules = '[{ IpProtocol: tcp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: !GetAtt Clients.GroupId }]',
) => `
  Services: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x, VpcId: !Ref Vpc, SecurityGroupIngress: ${rules} } }
`;

/** A function in the existing network of the facts, whose role allows some actions. */
export const existingFunction = (
  actions: string,
  { subnets = '[subnet-1, subnet-2]', groups = '[sg-1]' } = {},
) => `
  Function: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, VpcConfig: { SubnetIds: ${subnets}, SecurityGroupIds: ${groups} } } }
  Role: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyName: x, PolicyDocument: { Statement: [{ Effect: Allow, Action: ${actions}, Resource: '*' }] } }] } }
`;

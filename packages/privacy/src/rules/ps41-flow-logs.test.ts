import { ruleCases } from '../__testUtils__/ruleCases';

const vpc = (condition = '') => `Vpc: { Type: AWS::EC2::VPC${condition} }`;
const log = (id = '!Ref Vpc', condition = '') =>
  `Log: { Type: AWS::EC2::FlowLog${condition}, Properties: { ResourceType: VPC, ResourceId: ${id}, TrafficType: ALL } }`;
const open = ', Condition: Open';

ruleCases('PS41', {
  proven: [
    ['a flow log', `${vpc()}\n${log()}`],
    ['a flow log by an attribute', `${vpc()}\n${log('!GetAtt Vpc.VpcId')}`],
    [
      'a flow log with the same condition',
      `${vpc(open)}\n${log('!Ref Vpc', open)}`,
    ],
  ],
  violated: [
    ['no flow log', vpc()],
    ['a flow log of another VPC', `${vpc()}\n${log('vpc-1')}`],
    ['a flow log that may not exist', `${vpc()}\n${log('!Ref Vpc', open)}`],
  ],
  unproven: [
    ['a flow log of an unknown VPC', `${vpc()}\n${log('!Ref Anything')}`],
  ],
});

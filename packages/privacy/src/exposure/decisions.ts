import type { Decisions } from '../census/observe';
import { bySubnetGroup, ofCluster } from './databases';
import {
  byConnectors,
  byElasticIp,
  byEndpoints,
  byIsolation,
  byKey,
  byLauncher,
  byPrivateNetwork,
  byVpcOptions,
} from './serviceDecisions';
import { bySubnets } from './subnets';

const launch = 'LaunchTemplateConfigs';
const spot = 'SpotFleetRequestConfigData';
const mixed = 'MixedInstancesPolicy.LaunchTemplate';
const names = (path: string) => [
  `${path}.LaunchTemplateId`,
  `${path}.LaunchTemplateName`,
];
const autoScaling = bySubnets({
  subnets: ['VPCZoneIdentifier'],
  launchTemplates: [
    'LaunchConfigurationName',
    ...names('LaunchTemplate'),
    ...names(`${mixed}.LaunchTemplateSpecification`),
    ...names(`${mixed}.Overrides.LaunchTemplateSpecification`),
  ],
});

/** What decides about a public address where the census says `depends`. */
export const publicAddressDecisions: Decisions = {
  'AWS::AutoScaling::AutoScalingGroup VPCZoneIdentifier': autoScaling,
  'AWS::AutoScaling::LaunchConfiguration AssociatePublicIpAddress': byLauncher,
  'AWS::Batch::ComputeEnvironment ComputeResources.Subnets': bySubnets({
    subnets: ['ComputeResources.Subnets'],
    launchTemplates: names('ComputeResources.LaunchTemplate'),
  }),
  [`AWS::EC2::EC2Fleet ${launch}.Overrides.NetworkInterfaces.AssociatePublicIpAddress`]:
    bySubnets({
      subnets: [`${launch}.Overrides.SubnetId`],
      launchTemplates: names(`${launch}.LaunchTemplateSpecification`),
    }),
  'AWS::EC2::Instance NetworkInterfaces.AssociatePublicIpAddress': bySubnets({
    subnets: ['SubnetId', 'NetworkInterfaces.SubnetId'],
    launchTemplates: names('LaunchTemplate'),
    interfaces: 'NetworkInterfaces.NetworkInterfaceId',
  }),
  'AWS::EC2::LaunchTemplate LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress':
    byLauncher,
  [`AWS::EC2::SpotFleet ${spot}.LaunchSpecifications.NetworkInterfaces.AssociatePublicIpAddress`]:
    bySubnets({
      subnets: [
        `${spot}.LaunchSpecifications.SubnetId`,
        `${spot}.LaunchSpecifications.NetworkInterfaces.SubnetId`,
        `${spot}.${launch}.Overrides.SubnetId`,
      ],
      launchTemplates: names(`${spot}.${launch}.LaunchTemplateSpecification`),
    }),
  'AWS::EKS::Nodegroup RemoteAccess.SourceSecurityGroups': byKey,
  'AWS::EMR::Cluster Instances.Ec2SubnetId': bySubnets({
    subnets: ['Instances.Ec2SubnetId', 'Instances.Ec2SubnetIds'],
  }),
  'AWS::Grafana::Workspace NetworkAccessControl': byEndpoints,
  'AWS::Lambda::MicrovmImage EgressNetworkConnectors': byConnectors,
  'AWS::Lambda::NetworkConnector Configuration.VpcEgressConfiguration':
    byElasticIp,
  'AWS::Neptune::DBInstance PubliclyAccessible': bySubnetGroup,
  'AWS::OSIS::Pipeline VpcOptions': byVpcOptions,
  'AWS::RDS::DBCluster PubliclyAccessible': ofCluster,
  'AWS::RDS::DBInstance PubliclyAccessible': bySubnetGroup,
  'AWS::SageMaker::Model VpcConfig': byIsolation,
  'AWS::SES::MailManagerIngressPoint NetworkConfiguration.PublicNetworkConfiguration':
    byPrivateNetwork,
};

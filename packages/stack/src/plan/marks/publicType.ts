import { changedProperties, type Check } from './check';

/** Types that are reachable from the internet, or lead to it, in every configuration. */
const publicTypes: Record<string, string> = {
  'AWS::CloudFront::Distribution': 'reachable from the internet',
  'AWS::CloudFront::StreamingDistribution': 'reachable from the internet',
  'AWS::CloudFront::VpcOrigin':
    'CloudFront reaches a load balancer or instance of the VPC',
  'AWS::GlobalAccelerator::Accelerator': 'reachable from the internet',
  'AWS::Amplify::App': 'reachable from the internet',
  'AWS::AppSync::Api': 'reachable from the internet',
  'AWS::Cognito::UserPoolDomain': 'reachable from the internet',
  'AWS::EC2::VerifiedAccessEndpoint': 'reachable from the internet',
  'AWS::EC2::InstanceConnectEndpoint': 'reachable from the internet',
  'AWS::EC2::ClientVpnEndpoint': 'reachable from the internet',
  'AWS::ECR::PublicRepository': 'everyone can read its images',
  'AWS::Lambda::Url': 'reachable from the internet',
  'AWS::Lightsail::Container': 'reachable from the internet',
  'AWS::Lightsail::Distribution': 'reachable from the internet',
  'AWS::Lightsail::Instance': 'reachable from the internet',
  'AWS::Lightsail::LoadBalancer': 'reachable from the internet',
  'AWS::Lambda::WebFunctionEndpoint': 'reachable from the internet',
  'AWS::EC2::EIP': 'a public address',
  'AWS::EC2::EIPAssociation': 'its instance or interface gets a public address',
  'AWS::EC2::InternetGateway': 'a gateway to the internet',
  'AWS::EC2::EgressOnlyInternetGateway': 'a gateway to the internet',
  'AWS::EC2::CarrierGateway': 'a gateway to the internet',
  'AWS::EC2::VPCBlockPublicAccessExclusion':
    'exempt from the block of public access',
  'AWS::DirectConnect::PublicVirtualInterface':
    'a connection to public addresses of AWS',
};

/** Marks of a resource that is public, whatever its properties are. */
export const publicType: Check = (after, before) => {
  if (!Object.hasOwn(publicTypes, after.type)) return [];
  const text = publicTypes[after.type]!;
  if (!before) return [`new: ${text}`];
  const changed = changedProperties(after, before);
  return changed.length > 0 ? [`${text}; changes: ${changed.join(', ')}`] : [];
};

import type { Answers } from './answers.ts';
import {
  chooseFragments,
  existingNetworkOf,
  hasLoadBalancer,
} from './choose-fragments.ts';
import type { Environment } from './environment.ts';

/** What the texts of a repository say about the network of the service. */
export type NetworkDescription = {
  isExisting: boolean;
  /** Whether the stack has its own execute-api endpoint. */
  hasOwnEndpoint: boolean;
  /** Whether the function's security group has rules for shared endpoints. */
  hasEndpointRules: boolean;
  /** Whether the load balancer's security group has rules for the shared endpoint. */
  hasLoadBalancerRules: boolean;
  /** Whether a function keeps the targets of the load balancer in step with the endpoint. */
  hasTargetSync: boolean;
  /** Whether that function runs in the VPC. */
  isTargetSyncInVpc: boolean;
  /** Whether the endpoint has pinned addresses, which a function compares with the targets of the load balancer. */
  hasPinnedTargets: boolean;
  /** Whether a new VPC has a connection to the corporate network. True for an existing network. */
  isConnected: boolean;
  /** Whether a function associates the new VPC with the hosted zone of the environment. */
  hasZoneAssociation: boolean;
  /** Whether the stack adds an endpoint of DynamoDB to an existing network. */
  addsDynamoDbEndpoint: boolean;
  /** Whether the function uses the gateway endpoint of an existing network. */
  sharesDynamoDbEndpoint: boolean;
};

/** Describes the network of a service for the texts of its repository. */
export function describeNetwork(
  answers: Answers,
  environment: Environment,
): NetworkDescription {
  const existing = existingNetworkOf(answers, environment);
  const fragments = chooseFragments(answers, environment);
  return {
    isExisting: existing !== undefined,
    hasOwnEndpoint: fragments.includes('execute-api-endpoint'),
    hasEndpointRules: fragments.includes('endpoint-groups'),
    hasLoadBalancerRules: fragments.includes('alb-shared-endpoint'),
    hasTargetSync: fragments.includes('target-sync'),
    hasPinnedTargets: fragments.includes('pinned-targets'),
    isTargetSyncInVpc: fragments.includes('target-sync-function-in-vpc'),
    isConnected: Boolean(
      existing || environment.network?.new?.transitGatewayId,
    ),
    hasZoneAssociation: fragments.includes('zone-association'),
    addsDynamoDbEndpoint: fragments.includes('added-dynamodb-endpoint'),
    sharesDynamoDbEndpoint: fragments.includes('existing-dynamodb-endpoint'),
  };
}

/** What users should know about the network of a service before they deploy it. */
export function networkNotes(
  answers: Answers,
  environment: Environment,
): string[] {
  const { addsDynamoDbEndpoint, isConnected } = describeNetwork(
    answers,
    environment,
  );
  return [
    ...(isConnected
      ? []
      : [
          'The VPC has no connection to other networks: the API can be reached only through a tunnel. To connect new VPCs, set network.new.transitGatewayId of the environment.',
        ]),
    ...(hasLoadBalancer(answers)
      ? [
          'The service has a load balancer of its own, which AWS charges for each hour, also without requests, and for its use.',
        ]
      : []),
    ...(answers.privateDns === 'on'
      ? [
          'With private DNS on, nothing in the VPC can reach public API Gateway hosts (execute-api) of the region. privateDns zone limits this to the name of this API.',
        ]
      : []),
    ...(addsDynamoDbEndpoint
      ? [
          'The stack adds a DynamoDB endpoint to the route tables of the existing network, which everything in their subnets then uses. After the deploy, add its ID to network.existing.endpointIds.dynamodb of the environment, because a route table can have one.',
        ]
      : []),
  ];
}

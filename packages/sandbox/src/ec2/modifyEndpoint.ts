import { Account, LiveResource } from '../account/Account';
import { asTexts } from '../account/values';
import { AwsError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { HandlerError } from '../resources/contract';
import { pinAddresses } from '../resources/endpointInterfaces';
import { VPC_ENDPOINT } from '../resources/vpcEndpoint';

/**
 * Changes an interface endpoint: only its addresses, by `SubnetConfiguration`.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
 */
export function modifyEndpointOperations(
  account: Account,
): Record<string, QueryOperation> {
  return {
    ModifyVpcEndpoint: {
      parameters: ['SubnetConfiguration', 'VpcEndpointId'],
      run(parameters) {
        const endpoint = interfaceEndpoint(
          account,
          parameters.required('VpcEndpointId'),
        );
        const addresses = configurationsOf(parameters);
        const other = [...addresses.keys()].find(
          id => !asTexts(endpoint.properties.SubnetIds).includes(id),
        );
        if (other !== undefined) {
          throw new AwsError(
            'InvalidParameter',
            `sandbox: subnet ${other} is not one of ${endpoint.physicalId}. ModifyVpcEndpoint does not add subnets here.`,
          );
        }
        try {
          pinAddresses(account, endpoint, addresses);
        } catch (error) {
          if (!(error instanceof HandlerError)) throw error;
          throw new AwsError(
            error.code === 'AlreadyExists'
              ? 'InvalidIPAddress.InUse'
              : 'InvalidParameterValue',
            error.message,
          );
        }
        return { return: true };
      },
    },
  };
}

function interfaceEndpoint(account: Account, id: string): LiveResource {
  const endpoint = account.find(VPC_ENDPOINT, id);
  if (!endpoint) {
    throw new AwsError(
      'InvalidVpcEndpointId.NotFound',
      `The Vpc Endpoint Id '${id}' does not exist`,
    );
  }
  if (endpoint.attributes.NetworkInterfaceIds === undefined) {
    throw new AwsError(
      'InvalidParameter',
      `Endpoint '${id}' is not an interface endpoint`,
    );
  }
  return endpoint;
}

/** The IPv4 addresses by subnet ID. */
function configurationsOf(parameters: QueryParameters): Map<string, string> {
  const found = new Map<string, string>();
  for (let index = 1; ; index++) {
    const prefix = `SubnetConfiguration.${index}`;
    const subnetId = parameters.text(`${prefix}.SubnetId`);
    if (subnetId === undefined) return found;
    found.set(subnetId, parameters.required(`${prefix}.Ipv4`));
  }
}

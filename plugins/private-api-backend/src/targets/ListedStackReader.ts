import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { awsFault } from './awsFault';
import type { StackDescription, StackReader } from './StackReader';

/** Number of stacks of one account and region that are described one by one before all of them are listed. */
const describedFirst = 20;

/**
 * Reads stacks for one catalog pass. One request lists 100 stacks, so a pass over thousands of services does not send one
 * request for each: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export class ListedStackReader implements StackReader {
  private readonly reader: StackReader;
  private readonly places = new Map<
    string,
    { described: number; list?: Promise<Map<string, StackDescription>> }
  >();

  constructor(reader: StackReader) {
    this.reader = reader;
  }

  async describe(
    environment: Environment,
    stackArn: string,
  ): Promise<StackDescription | undefined> {
    const { accountId, region, awsEndpointUrl } = environment;
    const key = [accountId, region, awsEndpointUrl].join(' ');
    const place = this.places.get(key) ?? { described: 0 };
    this.places.set(key, place);
    place.described += 1;
    if (place.described > describedFirst) {
      place.list ??= this.list(environment);
      const listed = (await place.list).get(stackArn);
      if (listed) return listed;
      // The list has no deleted stacks, and none that was created after it.
    }
    return this.reader.describe(environment, stackArn);
  }

  resources: StackReader['resources'] = (environment, stackArn) =>
    this.reader.resources(environment, stackArn);

  list: StackReader['list'] = async environment => {
    try {
      return await this.reader.list(environment);
    } catch (error) {
      if (!awsFault(error).answered) throw error;
      // Without the permission to list stacks, each one is described.
      return new Map();
    }
  };
}

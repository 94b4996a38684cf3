import {
  CreateTableCommand,
  CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  DescribeTableCommand,
  ProvisionedThroughput,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { setTimeout } from 'node:timers/promises';
import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Properties, Value } from '../account/account';
import { asMap, asNumber } from '../account/values';
import { HandlerError } from '../resources/handler';

/** What the sandbox's own requests are signed with: no fault hits them, nobody counts them. */
const OWN_KEY = 'sandbox-itself';

/** DynamoDB: dynalite behind the sandbox's own endpoint. */
export class TableStore {
  private readonly server: Server;
  private client?: DynamoDBClient;

  constructor(
    private readonly o: {
      region: string;
      endpointUrl: () => string;
      /** Where the tables outlive the process; absent: in memory only. */
      folder?: string;
    },
  ) {
    this.server = dynalite({
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
      path: o.folder,
    });
  }

  /** Answers a DynamoDB request; its body must not have been read. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.server.emit('request', request, response);
  }

  /** Whether a request comes from {@link TableStore.create} or {@link TableStore.delete}. */
  isOwn({ headers }: IncomingMessage): boolean {
    return headers.authorization?.includes(`Credential=${OWN_KEY}/`) ?? false;
  }

  /**
   * Creates a table from the properties of `AWS::DynamoDB::Table`.
   *
   * @param isNew - false: one of the name is no error, it may have been created
   *   before a restart
   */
  async create(
    name: string,
    properties: Properties,
    isNew: boolean,
  ): Promise<void> {
    const input = {
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      BillingMode: properties.BillingMode,
      ProvisionedThroughput: throughput(properties.ProvisionedThroughput),
      LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
      GlobalSecondaryIndexes: indexes(properties.GlobalSecondaryIndexes),
    } as unknown as CreateTableCommandInput;
    await this.send(client =>
      client.send(new CreateTableCommand(input)).catch(error => {
        if (isNew || error.name !== 'ResourceInUseException') throw error;
      }),
    );
    await this.send(async client => {
      const describe = new DescribeTableCommand({ TableName: name });
      while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE') {
        await setTimeout(5);
      }
    });
  }

  /** Deletes a table; one that is not there is no error. */
  async delete(name: string): Promise<void> {
    await this.send(client =>
      client.send(new DeleteTableCommand({ TableName: name })).catch(error => {
        if (error.name !== 'ResourceNotFoundException') throw error;
      }),
    );
  }

  /** Ends the database. */
  async close(): Promise<void> {
    this.client?.destroy();
    // One that never listened would not close its database: it listens until it has.
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', () =>
        this.server.close(error => (error ? reject(error) : resolve())),
      );
    });
  }

  private async send(
    call: (client: DynamoDBClient) => Promise<unknown>,
  ): Promise<void> {
    this.client ??= new DynamoDBClient({
      endpoint: this.o.endpointUrl(),
      region: this.o.region,
      credentials: { accessKeyId: OWN_KEY, secretAccessKey: OWN_KEY },
      maxAttempts: 1,
      // A connection that is kept may be closed in the moment in which it is used again.
      requestHandler: { httpAgent: { keepAlive: false } },
    });
    try {
      await call(this.client);
    } catch (error) {
      if (error instanceof DynamoDBServiceException) {
        throw new HandlerError(error.message);
      }
      throw error;
    }
  }
}

/** CloudFormation's numbers may be texts; DynamoDB's are not. */
function throughput(
  value: Value | undefined,
): ProvisionedThroughput | undefined {
  if (value === undefined) return undefined;
  const { ReadCapacityUnits, WriteCapacityUnits } = asMap(value);
  return {
    ReadCapacityUnits: asNumber(ReadCapacityUnits),
    WriteCapacityUnits: asNumber(WriteCapacityUnits),
  };
}

function indexes(value: Value | undefined) {
  if (!Array.isArray(value)) return undefined;
  return value.map(item => ({
    ...asMap(item),
    ProvisionedThroughput: throughput(asMap(item).ProvisionedThroughput),
  }));
}

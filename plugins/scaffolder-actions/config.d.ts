export interface Config {
  privateServerless?: {
    /**
     * Bucket that stores the workspaces of scaffolder tasks, so that a recovered task resumes with its files. Used if
     * `scaffolder.taskRecovery.workspaceProvider` is `awsS3`.
     */
    workspace?: {
      /**
       * Name of the bucket.
       * @visibility backend
       */
      bucket: string;
      /**
       * Folder in the bucket, without a slash at its start and end.
       * @default scaffolder-workspaces
       * @visibility backend
       */
      prefix?: string;
      /**
       * AWS region of the bucket, such as `eu-central-1`.
       * @visibility backend
       */
      region: string;
      /**
       * AWS account number of twelve digits, in quotes. Backstage uses the credentials that its `aws` configuration has
       * for this account, and the account must own the bucket.
       * @default the backend's own credentials, any owner
       * @visibility backend
       */
      accountId?: string;
      /**
       * Base URL of a local AWS.
       * @default the real AWS
       * @visibility backend
       */
      endpoint?: string;
      /**
       * ARN of the KMS key that encrypts the objects.
       * @default the encryption of the bucket
       * @visibility backend
       */
      kmsKeyArn?: string;
      /**
       * Maximum size of a workspace in MiB.
       * @default 50
       * @visibility backend
       */
      maxMegabytes?: number;
    };
  };
}

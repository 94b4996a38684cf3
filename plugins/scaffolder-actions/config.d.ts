export interface Config {
  privateServerless?: {
    /**
     * Where the workspaces of scaffolder tasks are kept, so that a task whose backend was killed resumes with its
     * files. Takes effect with `scaffolder.taskRecovery.workspaceProvider: awsS3`.
     */
    workspace?: {
      bucket: string;
      /** Folder in the bucket, without a slash at its ends. @default scaffolder-workspaces */
      prefix?: string;
      region: string;
      /**
       * Twelve digits, quoted: account whose credentials of Backstage's `aws` configuration are used, and that must own
       * the bucket. @default the backend's own credentials, any owner
       */
      accountId?: string;
      /** Base URL of a local AWS. Leave it out for the real one. */
      endpoint?: string;
      /** KMS key that encrypts the objects. @default the encryption of the bucket */
      kmsKeyArn?: string;
      /** Maximum size of a workspace in MiB. @default 50 */
      maxMegabytes?: number;
    };
  };
}

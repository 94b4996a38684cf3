/**
 * What an environment is: its type, its JSON schema and its checks, and the names of tags and annotations.
 *
 * @packageDocumentation
 */
export {};

/** Corporate ranges and Resolver rules that the template has room for, each. */
export const networkRanges = 4;

/** Longest ID whose bucket names fit into S3's 63 characters in every region. */
export const maxIdLength = 18;

/** Options of `verify`. */
export type VerifyOptions = {
  parameters?: string;
  networkFacts?: string;
  environment?: string;
  config?: string[];
  format: 'text' | 'json' | 'sarif' | 'markdown' | 'html';
  writeProof?: boolean;
  checkProof?: boolean;
};

// What a client orders in one go with the files it sends.

/** What is ordered together with an upload, for each of its studies. */
export type UploadOrder = {
  readonly productSlug: string;
  readonly lane: string;
  /** The price version the caller saw; left out where it takes the current one. */
  readonly priceVersion?: number;
};

// What survives a reload: the id of the unfinished upload and the salt of its file references. Never a file name.

export type RememberedUpload = {
  readonly uploadId: string;
  readonly salt: string;
  readonly files: number;
  readonly bytes: number;
  readonly openedAt: string;
};
export type UploadMemory = {
  load(): RememberedUpload | undefined;
  save(upload: RememberedUpload): void;
  forget(): void;
};

const STORAGE_KEY = 'hounsfield.upload';

const isRemembered = (value: unknown): value is RememberedUpload => {
  const upload = value as Partial<RememberedUpload> | null;
  return (
    typeof upload?.uploadId === 'string' &&
    typeof upload.salt === 'string' &&
    typeof upload.files === 'number' &&
    typeof upload.bytes === 'number' &&
    typeof upload.openedAt === 'string'
  );
};

/** Memory in the browser's local storage; anything unreadable counts as nothing. */
export const storedUploadMemory = (storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): UploadMemory => ({
  load: () => {
    try {
      const value: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? 'null');
      return isRemembered(value) ? value : undefined;
    } catch {
      return undefined;
    }
  },
  save: (upload) => storage.setItem(STORAGE_KEY, JSON.stringify(upload)),
  forget: () => storage.removeItem(STORAGE_KEY),
});

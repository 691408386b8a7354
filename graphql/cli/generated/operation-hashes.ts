// Generated from operations/*.graphql by `npm run codegen`: the hash under which the gateway knows each operation.
export const operationHashes = {
  CloseUpload: '5a5ef135f0f33185223f7afc69c22e28a9544a39a6afe8e42ad35fd6dfbea6f6',
  DiagnosisById: '8c3aa4b7146a8ee5f9dbcfef1a8b9d4fa8cddb3489d2db44f82cee209db8e7e9',
  OpenUpload: 'f275d3e28051e0c9daf755f6fd899ca6c04c653a4ab99d0f4bce31af669fce19',
  Products: 'f3738ea9be28a1308d7fde3685618f96ce754263ef055bc59b591f7bb1b8a36e',
  UploadById: '365a86d55658fde85057404e3b7744d187255216b9560870a18b3f7582084a0d',
  Usage: 'eaa6e555b45f9dd69ff6f67c8b2626050b71b26593367575e81ae1e64c1c31a2',
  WhoAmI: '937d49a3f56764b9e8000ae1d8588d4246ada82b4ce4eab33f477d93504b87ac',
} as const;
export type OperationName = keyof typeof operationHashes;

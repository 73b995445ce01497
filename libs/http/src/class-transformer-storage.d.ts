/** class-transformer publishes its metadata storage, which class-validator-jsonschema asks for, without types. */
declare module 'class-transformer/cjs/storage.js' {
  const storage: { defaultMetadataStorage: object };
  export default storage;
}

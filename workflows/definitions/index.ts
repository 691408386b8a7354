// Every workflow of the product; this file is the entry of the workflow bundle, which no Node built-in may enter.
export { diagnoseStudy } from './diagnose-study.workflow.ts';
export { receiveUpload } from './receive-upload.workflow.ts';

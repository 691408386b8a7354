// The place for files: drop a folder on it, or choose files or a folder with the keyboard.
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import type { ChosenFile } from './plan-upload.ts';
import { readDrop, readFileList } from './read-drop.ts';

type DropZoneProps = {
  readonly onFiles: (files: readonly ChosenFile[]) => void;
  readonly title: string;
  readonly children?: ReactNode;
};

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** A drop target with two buttons that do the same without dragging. */
export const DropZone = ({ onFiles, title, children }: DropZoneProps) => {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const folder = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const take = (list: readonly ChosenFile[]) => {
    if (list.length > 0) onFiles(list);
  };
  return (
    <section
      className="drop"
      data-over={over}
      aria-label={title}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void readDrop(event.dataTransfer).then(take);
      }}
    >
      <Icon name="folder" />
      <h2>{title}</h2>
      {children}
      <div className="row drop-buttons">
        <button type="button" className="button button-primary" onClick={() => folder.current?.click()}>
          {t('upload.chooseFolder')}
        </button>
        <button type="button" className="button" onClick={() => files.current?.click()}>
          {t('upload.chooseFiles')}
        </button>
      </div>
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        aria-label={t('upload.chooseFolder')}
        // React knows no property of this name; the attribute is what browsers read.
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          take(readFileList(event.currentTarget.files ?? []));
          event.currentTarget.value = '';
        }}
      />
      <input
        ref={files}
        type="file"
        hidden
        multiple
        aria-label={t('upload.chooseFiles')}
        onChange={(event) => {
          take(readFileList(event.currentTarget.files ?? []));
          event.currentTarget.value = '';
        }}
      />
    </section>
  );
};

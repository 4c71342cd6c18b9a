// Files as people hand them to a page: dropped or picked, folders walked through.

export interface Dropped {
  file: File
  /** With its folder, where a folder was dropped. */
  path: string
}

/** What was dropped, folders walked through. Called in the event itself: the list is empty once it is over. */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped[]> {
  const found = [...transfer.items].map((item): Dropped[] | Promise<Dropped[]> => {
    const entry = item.webkitGetAsEntry()
    if (entry?.isDirectory) return filesIn(entry)
    const file = item.getAsFile()
    return file ? [{ file, path: file.name }] : []
  })
  return (await Promise.all(found)).flat()
}

async function filesIn(entry: FileSystemEntry): Promise<Dropped[]> {
  const path = entry.fullPath.replace(/^\//, '')
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ file, path }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: Dropped[] = []
  // A reader hands out at most a hundred entries at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return found
    for (const one of some) found.push(...(await filesIn(one)))
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

export function pickedFiles({ files }: HTMLInputElement): Dropped[] {
  return [...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }))
}

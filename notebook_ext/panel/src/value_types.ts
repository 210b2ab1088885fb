// Stored values as they are shown. The Python side is `dagbook.view.previews`; field names are the same.

export interface Column {
  name: string;
  dtype: string;
  nulls: number | null;
  is_number: boolean;
}

export interface TablePreview {
  form: "table";
  kind: string;
  columns: Column[];
  more_columns: number;
  index: string[];
  rows: (string | null)[][];
  start: number;
  total: number;
  sort: number | null;
  descending: boolean;
  note: string;
}

export interface ImagePreview {
  form: "image";
  kind: string;
  source: string;
  text: string;
}

export interface TreeNode {
  name: string;
  text: string;
  kind: string;
  size: number;
  children: TreeNode[];
}

export type Preview =
  | TablePreview
  | ImagePreview
  | { form: "tree"; kind: string; root: TreeNode }
  | { form: "text"; kind: string; text: string; is_clipped: boolean; size: number };

/** What is shown of a stored value; without a preview, why, or how much would be read. */
export interface ShownValue {
  asset: string;
  ordinal: number | null;
  preview: Preview | null;
  problem: string;
  size_bytes: number | null;
}

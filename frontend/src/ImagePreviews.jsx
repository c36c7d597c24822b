import { useGraphiQL } from "@graphiql/react";
import { useEffect, useState } from "react";

const LIMIT = 12;

/** The images that a response names, as far as they are served from this address: no other is asked. */
function imageUrls(response) {
  const urls = [...response.matchAll(/"\w*(?:imageUrl|thumbnailUrl)": "([^"]+)"/gi)].map((match) => match[1]);
  return [...new Set(urls)].filter((url) => URL.parse(url, location.origin)?.origin === location.origin).slice(0, LIMIT);
}

/** Small previews of the result's images, under the response. */
export function ImagePreviews() {
  const editor = useGraphiQL((state) => state.responseEditor);
  const [urls, setUrls] = useState([]);

  useEffect(() => {
    const listener = editor?.onDidChangeModelContent(() => setUrls(imageUrls(editor.getValue())));
    return () => listener?.dispose();
  }, [editor]);

  if (urls.length === 0) return null;
  return (
    <div className="image-previews">
      {urls.map((url) => (
        <a key={url} href={url} target="_blank" rel="noreferrer">
          <img src={url} alt="" loading="lazy" />
        </a>
      ))}
    </div>
  );
}

"""Files that Baleen reads and writes for the person: model files first, attachments later."""

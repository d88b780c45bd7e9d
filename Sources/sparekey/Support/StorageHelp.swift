/// The kinds of storage, as the help of each command that takes one names them.
enum StorageHelp {
    /// One line a kind.
    static let text = """
        Storage is one of:
          folder:/media/stick/backup                 a folder, stick or network drive
          webdavs://me@cloud.example.org/path        WebDAV, such as Nextcloud
          s3://KEY@bucket/prefix?endpoint=URL        S3: AWS, MinIO and others

        Its password is asked for, or comes from --storage-password-file.
        """
}

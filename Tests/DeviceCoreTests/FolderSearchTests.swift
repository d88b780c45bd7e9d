import DeviceCore
import Encodings
import LocalFiles
import Primitives
import TestSupport
import Testing

/// Backups are found on the drives that are plugged in.
@Suite struct FolderSearchTests {
    @Test func `a backup is found on a drive and in a folder right on it`() throws {
        let media = try TemporaryFolder()
        let backup = BackupID.random().rawValue
        for path in ["blue/\(backup)", "green/keys/\(backup)", "red/music/album/\(backup)", "white/pictures"] {
            try Files.makeFolders("\(media.path)/\(path)")
        }
        let search = FolderSearch(places: [media.path, media.path + "/not there"])
        #expect(search.backups == ["\(media.path)/blue", "\(media.path)/green/keys"])
        #expect(search.drives == ["blue", "green", "red", "white"].map { "\(media.path)/\($0)" })
    }
}

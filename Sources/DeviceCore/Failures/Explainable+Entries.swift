package import Entries

extension DetailsError: Explainable {
    package var failure: Failure {
        switch self {
        case .emptyTag, .tagTooLong: Failure(.invalidTag, ["n": .number(EntryDetails.tagLength)])
        case .tooManyTags: Failure(.tooManyTags, ["n": .number(EntryDetails.tagCount)])
        case .noteTooLong: Failure(.noteTooLong, ["n": .number(EntryDetails.noteLength)])
        case .unknownIcon, .iconTooLarge: Failure(.invalidIcon, ["n": .number(EntryIcon.pictureSize / 1024)])
        case .tooManyPictures: Failure(.tooManyPictures, ["n": .number(EntryIcon.allPicturesSize / 1_048_576)])
        }
    }
}

namespace JieSuJiBan.Runtime.Cases;

/// <summary>What is stored of a case cannot be read: it was changed outside the service, or the disk failed. Verification says what.</summary>
public sealed class DamagedCaseException : Exception
{
    /// <summary>Makes one.</summary>
    public DamagedCaseException()
    {
    }

    /// <summary>Makes one.</summary>
    public DamagedCaseException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    public DamagedCaseException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
